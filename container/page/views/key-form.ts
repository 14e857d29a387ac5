import { takeKey } from '../api-key';
import { find } from '../element';

/** The field for the API key, there only while the server asks for one. */
export function openKeyForm(): { show(needed: boolean): void } {
  const form = find<HTMLFormElement>('key-form');
  const input = find<HTMLInputElement>('key-input');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // A header field carries no other characters; the browser would refuse to send them.
    const valid = /^[\x21-\x7e]+$/.test(input.value.trim());
    input.setCustomValidity(valid ? '' : 'A key has visible ASCII characters only.');
    if (!valid) return void input.reportValidity();
    takeKey(input.value);
    input.value = '';
  });
  input.addEventListener('input', () => input.setCustomValidity(''));
  return {
    show(needed) {
      form.hidden = !needed;
    },
  };
}
