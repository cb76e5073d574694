import { currentLanguage } from "@/i18n";

function number(value: number, digits: number): string {
  const locale = currentLanguage() === "vi" ? "vi-VN" : "en-GB";
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** "850 kbit/s", "2,4 Mbit/s" */
export function bitrate(bitsPerSecond: number): string {
  const kilo = bitsPerSecond / 1000;
  return kilo < 1000 ? `${number(kilo, 0)} kbit/s` : `${number(kilo / 1000, 1)} Mbit/s`;
}

/** "2,5 %" of a share from 0 to 1 */
export function percent(share: number): string {
  return `${number(share * 100, 1)} %`;
}

/** "128 MB" */
export function megabytes(bytes: number): string {
  return `${number(bytes / 1_000_000, 0)} MB`;
}

/** "4 ms" of seconds */
export function milliseconds(seconds: number): string {
  return `${number(seconds * 1000, seconds < 0.01 ? 1 : 0)} ms`;
}
