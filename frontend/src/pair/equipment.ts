import type { Equipment } from "@/api/devices";

const MOST = 10;
const LONGEST_LABEL = 120;

function labels(devices: MediaDeviceInfo[], kind: MediaDeviceKind): string[] {
  const named = devices.filter((device) => device.kind === kind && device.label !== "");
  return named.slice(0, MOST).map(({ label }) => label.slice(0, LONGEST_LABEL));
}

/** What this browser has. Names of hardware are known only once the browser was allowed to use it. */
export async function readEquipment(): Promise<Equipment> {
  // Browsers give no devices to pages without TLS; the rest is told all the same.
  const media = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  const devices = (await media?.enumerateDevices().catch(() => [])) ?? [];
  return {
    cameras: labels(devices, "videoinput"),
    microphones: labels(devices, "audioinput"),
    speakers: labels(devices, "audiooutput"),
    screen_width: Math.round(screen.width * devicePixelRatio),
    screen_height: Math.round(screen.height * devicePixelRatio),
    browser: navigator.userAgent.slice(0, 200),
  };
}
