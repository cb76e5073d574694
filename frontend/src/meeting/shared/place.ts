/**
 * A site's name where the screen already says that it is a site: "Vĩnh Long" for "Điểm cầu Vĩnh Long".
 * Agencies write the prefix into the name or leave it out.
 */
export function placeName(name: string): string {
  const prefix = /^điểm cầu\s+/i;
  return name.normalize("NFC").replace(prefix, "");
}
