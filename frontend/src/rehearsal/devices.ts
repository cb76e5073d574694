import type { Measured } from "@/api/rehearsal";
import { mediaSettings } from "@/media";

type Outcome = Measured["camera"]["outcome"];

export interface Opened {
  outcome: Outcome;
  stream: MediaStream | null;
}

const NAMES: Partial<Record<string, Outcome>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
};

/** Opens a camera or microphone, or says why not. */
async function opened(constraints: MediaStreamConstraints): Promise<Opened> {
  // On an address without TLS browsers have no mediaDevices at all, whatever the types say.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (!media) return { outcome: "denied", stream: null };
  try {
    return { outcome: "ok", stream: await media.getUserMedia(constraints) };
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    return { outcome: NAMES[name] ?? "busy", stream: null };
  }
}

const chosen = (id: string) => (id ? { deviceId: { ideal: id } } : {});

export const openCamera = () =>
  opened({ video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...chosen(mediaSettings().cameraId) } });
export const openMicrophone = () => opened({ audio: { ...chosen(mediaSettings().microphoneId) } });

const LOOK = { width: 64, height: 36 };

/** The mean brightness (0 to 255) of what a video shows now. */
export function brightnessOf(video: HTMLVideoElement): number {
  const canvas = Object.assign(document.createElement("canvas"), LOOK);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context || video.videoWidth === 0) return 0;
  context.drawImage(video, 0, 0, LOOK.width, LOOK.height);
  const { data } = context.getImageData(0, 0, LOOK.width, LOOK.height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += (data[at] ?? 0) * 0.299 + (data[at + 1] ?? 0) * 0.587 + (data[at + 2] ?? 0) * 0.114;
  return sum / (LOOK.width * LOOK.height);
}

const NO_CAMERA = { width: 0, height: 0, brightness: 0 };

/** What the camera's own picture says about it. */
export function cameraFacts({ outcome }: Opened, video: HTMLVideoElement | null): Measured["camera"] {
  if (outcome !== "ok" || !video) return { outcome, ...NO_CAMERA };
  return { outcome, width: video.videoWidth, height: video.videoHeight, brightness: brightnessOf(video) };
}
