/** Waits for a condition as long as a busy machine may need; a test never waits for a time. */
export async function until(holds: () => unknown, seconds = 100): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`still not so after ${seconds} s: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
