import { mostOnPage } from '../../../lib/contracts/flash-sale';
import { find } from '../element';
import { counted } from '../words';

/** What was pressed is said for a while; the tiles tell the rest. */
const saidMs = 8000;

/** The button for a flash sale, with the number of products; there only where the engine of one machine serves the page. */
export function openSaleForm(order: (count: number) => Promise<boolean>): void {
  const form = find<HTMLFormElement>('sale');
  const input = find<HTMLInputElement>('sale-count');
  const button = find<HTMLButtonElement>('sale-start');
  const message = find('sale-message');
  let saying: ReturnType<typeof setTimeout> | undefined;
  const say = (words: string) => {
    clearTimeout(saying);
    message.textContent = words;
    saying = setTimeout(() => message.replaceChildren(), saidMs);
  };
  input.max = String(mostOnPage);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const count = input.valueAsNumber;
    button.disabled = true;
    const onSale = `${counted(count, 'product')} on sale.`;
    order(count)
      .then((drawing) => say(drawing ? `${onSale} They are drawn first, once on this machine.` : onSale))
      .catch((error: Error) => say(error.message))
      .finally(() => {
        button.disabled = false;
      });
  });
  form.hidden = false;
}
