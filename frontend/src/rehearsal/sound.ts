const CHIME = [660, 880];
const NOTE_SECONDS = 0.35;
const VOLUME = 0.25;

/** What was said, to be heard again; null where the browser records nothing. */
export type Spoken = AudioBuffer | null;

export interface Listening {
  /** The loudest root mean square, 0 to 1. */
  level: number;
  spoken: Spoken;
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

function record(stream: MediaStream): () => Promise<Blob | null> {
  if (typeof MediaRecorder === "undefined") return () => Promise.resolve(null);
  const chunks: Blob[] = [];
  const recorder = new MediaRecorder(stream);
  const ended = new Promise<void>((done) => recorder.addEventListener("stop", () => done(), { once: true }));
  recorder.addEventListener("dataavailable", (event) => chunks.push(event.data));
  recorder.start();
  return async () => {
    recorder.stop();
    await ended;
    return new Blob(chunks, { type: recorder.mimeType });
  };
}

async function decoded(context: AudioContext, blob: Blob | null): Promise<Spoken> {
  if (!blob || blob.size === 0) return null;
  try {
    return await context.decodeAudioData(await blob.arrayBuffer());
  } catch {
    // Without what was said the chime alone tests the speakers.
    return null;
  }
}

/** Listens for `seconds`, telling the level many times a second, and keeps what was said. */
export async function listen(context: AudioContext, stream: MediaStream, seconds: number, tell: (level: number) => void): Promise<Listening> {
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  source.connect(analyser);
  const stop = record(stream);
  const samples = new Float32Array(analyser.fftSize);
  const end = performance.now() + seconds * 1000;
  let loudest = 0;
  while (performance.now() < end) {
    await new Promise((done) => setTimeout(done, 50));
    analyser.getFloatTimeDomainData(samples);
    const level = rms(samples);
    loudest = Math.max(loudest, level);
    tell(level);
  }
  source.disconnect();
  tell(0);
  return { level: Math.min(1, loudest), spoken: await decoded(context, await stop()) };
}

function chime(context: AudioContext): number {
  CHIME.forEach((frequency, index) => {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const begin = context.currentTime + index * NOTE_SECONDS;
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(VOLUME, begin);
    gain.gain.exponentialRampToValueAtTime(0.001, begin + NOTE_SECONDS);
    tone.connect(gain).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + NOTE_SECONDS);
  });
  return CHIME.length * NOTE_SECONDS;
}

/** Plays the chime, then what was said; done when both have been heard. */
export async function playBack(context: AudioContext, spoken: Spoken): Promise<void> {
  const wait = chime(context);
  if (spoken) {
    const source = context.createBufferSource();
    source.buffer = spoken;
    source.connect(context.destination);
    source.start(context.currentTime + wait);
  }
  await new Promise((done) => setTimeout(done, (wait + (spoken?.duration ?? 0)) * 1000));
}

/** Sends the sound to the speakers that were chosen, where the browser can. */
export async function chooseSpeaker(context: AudioContext, speakerId: string): Promise<void> {
  const chosen = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  if (speakerId && chosen.setSinkId) await chosen.setSinkId(speakerId).catch(() => undefined);
}
