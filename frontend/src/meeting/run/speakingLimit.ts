import { useLocalStorage } from "@mantine/hooks";

/** Seconds a turn may take; five minutes unless the chair says otherwise. */
export const LIMITS: readonly number[] = [120, 180, 300, 600];
const USUAL = 300;

/** The limit given with the next invitation, remembered on this device. */
export function useSpeakingLimit(): [number, (seconds: number) => void] {
  const [stored, setStored] = useLocalStorage<number>({
    key: "ecabinet.speaking-limit",
    defaultValue: USUAL,
    getInitialValueInEffect: false,
  });
  return [LIMITS.includes(stored) ? stored : USUAL, setStored];
}
