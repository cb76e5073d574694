import { currentLanguage } from "@/i18n";

/** Meetings of Vietnamese agencies are told in the country's time wherever the device is. It has no summer time. */
export const OFFICE_TIME_ZONE = "Asia/Ho_Chi_Minh";
const OFFICE_OFFSET = "+07:00";

function parts(iso: string, options: Intl.DateTimeFormatOptions): string {
  const locale = currentLanguage() === "vi" ? "vi-VN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { timeZone: OFFICE_TIME_ZONE, ...options }).format(new Date(iso));
}

/** "14:05" */
export function clock(iso: string): string {
  return parts(iso, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "14:05:09" */
export function clockWithSeconds(iso: string): string {
  return parts(iso, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

/** "14:00 – 16:30" */
export function clockRange(start: string, end: string): string {
  return `${clock(start)} – ${clock(end)}`;
}

/** "24/7/2025" */
export function date(iso: string): string {
  return parts(iso, { day: "numeric", month: "numeric", year: "numeric" });
}

/** "Thứ Năm, 24/7/2025" */
export function weekdayDate(iso: string): string {
  const weekday = parts(iso, { weekday: "long" });
  return `${weekday.charAt(0).toUpperCase()}${weekday.slice(1)}, ${date(iso)}`;
}

/** "14:05, 24/7/2025" */
export function moment(iso: string): string {
  return `${clock(iso)}, ${date(iso)}`;
}

/** Day of the office's calendar, "2025-07-24": equal for two times of the same day. */
export function officeDay(iso: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: OFFICE_TIME_ZONE }).format(new Date(iso));
}

/** From a date picker's "2025-07-24 14:00:00" (office time) to ISO 8601 with offset. */
export function fromPicker(local: string): string {
  const [day = "", time = "00:00:00"] = local.split(" ");
  return `${day}T${time.length === 5 ? `${time}:00` : time}${OFFICE_OFFSET}`;
}

/** From ISO 8601 to what a date picker shows: "2025-07-24 14:00:00" in office time. */
export function toPicker(iso: string): string {
  const time = parts(iso, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return `${officeDay(iso)} ${time}`;
}

/** Adds minutes to an ISO time. */
export function addMinutes(iso: string, minutes: number): string {
  return new Date(new Date(iso).getTime() + minutes * 60_000).toISOString();
}
