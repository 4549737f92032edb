/** Days at which an axis of working days is marked: about six round steps, from 0 to at most `span`. */
export function axisTicks(span: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => span / each <= 7) ?? 200
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step)
}
