import { useLocalStorage } from "@mantine/hooks";

export const ZOOMS: readonly number[] = [0.75, 1, 1.25, 1.5, 2, 3];

export interface ReaderSettings {
  zoom: number;
  night: boolean;
}

const DEFAULTS: ReaderSettings = { zoom: 1, night: false };

/** How this device's reader shows pages; remembered. */
export function useReaderSettings(): [ReaderSettings, (change: Partial<ReaderSettings>) => void] {
  const [stored, setStored] = useLocalStorage<ReaderSettings>({
    key: "ecabinet.reader",
    defaultValue: DEFAULTS,
    getInitialValueInEffect: false,
  });
  const settings = ZOOMS.includes(stored.zoom) ? stored : { ...stored, zoom: 1 };
  return [settings, (change) => setStored({ ...settings, ...change })];
}
