const BYTES = { GB: 1_000_000_000, MB: 1_000_000, KB: 1_000 };

/** "2,1 GB" / "1,2 MB" / "340 KB": a file's size in the reader's number format. */
export function fileSize(bytes: number, locale: string): string {
  const unit = bytes >= 1_000_000_000 ? "GB" : bytes >= 1_000_000 ? "MB" : "KB";
  const value = Math.max(1, bytes / BYTES[unit]);
  const digits = unit !== "KB" && value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${unit}`;
}
