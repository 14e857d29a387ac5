const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 0.934 -> `93.4%`; certainty is never rounded up to 100, nor a small chance down to 0. */
export function percent(share: number): string {
  if (share > 0.999 && share < 1) return '>99.9%';
  if (share < 0.001 && share > 0) return '<0.1%';
  return share === 1 ? '100%' : `${tenths.format(share * 100)}%`;
}

export function milliseconds(duration: number): string {
  if (duration >= 2000) return `${tenths.format(duration / 1000)} s`;
  return `${duration < 10 ? tenths.format(duration) : whole.format(duration)} ms`;
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${whole.format(bytes / 1e3)} kB` : `${tenths.format(bytes / 1e6)} MB`;
}

/** 1 -> `1 picture`, 1200 -> `1,200 pictures`. */
export function counted(count: number, noun: string): string {
  return `${whole.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** What a detector says of a picture that holds nothing it knows. */
export const nothingFound = 'Nothing found';

export function rate(perSecond: number): string {
  return perSecond >= 100 ? whole.format(perSecond) : tenths.format(perSecond);
}

/** Where an uploaded picture stands in the queue of a fleet. */
export function queuedWords(before: number | undefined): string {
  if (before === undefined) return 'In the queue';
  return before === 0 ? 'Next in the queue' : `In the queue, about ${whole.format(before)} before it`;
}

/** The server says what was wrong as a clause; alone on the page it stands as a sentence. */
export function sentence(clause: string): string {
  const begun = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

export const integer = (value: number): string => whole.format(value);
