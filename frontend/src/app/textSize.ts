export const TEXT_SIZES = ["normal", "large", "largest"] as const;
export type TextSize = (typeof TEXT_SIZES)[number];
const STORED_UNDER = "ecabinet.text-size";

function isTextSize(value: unknown): value is TextSize {
  return TEXT_SIZES.some((size) => size === value);
}

/** The text size chosen on this device. */
export function textSize(): TextSize {
  const stored = localStorage.getItem(STORED_UNDER);
  return isTextSize(stored) ? stored : "normal";
}

/** Sets and remembers the text size; every screen is measured in rem and follows. */
export function chooseTextSize(size: TextSize): void {
  localStorage.setItem(STORED_UNDER, size);
  applyTextSize();
}

export function applyTextSize(): void {
  document.documentElement.dataset.textSize = textSize();
}
