import { useLocalStorage } from "@mantine/hooks";
import { boundedZoom } from "./arrangement";

export const TEXT_SIZES: readonly number[] = [1, 1.25, 1.5, 2, 2.5, 3];

export interface ReaderSettings {
  zoom: number;
  night: boolean;
  /** Two pages beside each other, where there is room. */
  beside: boolean;
  /** The words of the page alone. */
  words: boolean;
  textSize: number;
}

const DEFAULTS: ReaderSettings = { zoom: 1, night: false, beside: false, words: false, textSize: 1.25 };

/** What was kept, whatever an earlier version of the reader kept. */
export function completed(stored: Partial<ReaderSettings>): ReaderSettings {
  const settings = { ...DEFAULTS, ...stored };
  const textSize = TEXT_SIZES.includes(settings.textSize) ? settings.textSize : DEFAULTS.textSize;
  return { ...settings, textSize, zoom: Number.isFinite(settings.zoom) ? boundedZoom(settings.zoom) : 1 };
}

/** How this device's reader shows pages; remembered. */
export function useReaderSettings(): [ReaderSettings, (change: Partial<ReaderSettings>) => void] {
  const [stored, setStored] = useLocalStorage<Partial<ReaderSettings>>({
    key: "ecabinet.reader",
    defaultValue: DEFAULTS,
    getInitialValueInEffect: false,
  });
  return [completed(stored), (change) => setStored((old) => ({ ...completed(old), ...change }))];
}
