/** @throws Error when it takes longer than so many milliseconds; what was asked for may still go on */
export async function within<Result>(timeoutMs: number, who: string, asked: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${who} has not answered within ${timeoutMs} ms; see why it hangs, or allow it more.`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([asked, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
