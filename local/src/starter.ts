import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

const lookEveryMs = 500;

/** Whether somebody is at the other end: a terminal or a program, and no file as under `nohup`. */
export function isHeard(...descriptors: number[]): boolean {
  return descriptors.some((descriptor) => {
    const stat = fstatSync(descriptor);
    return isatty(descriptor) || stat.isFIFO() || stat.isSocket();
  });
}

/** Tells once that the program which started this one is gone: then the system has given it another parent. */
export function onStarterGone(parent: () => number, act: () => void): void {
  const starter = parent();
  const timer = setInterval(() => {
    if (parent() === starter) return;
    clearInterval(timer);
    act();
  }, lookEveryMs);
  timer.unref();
}
