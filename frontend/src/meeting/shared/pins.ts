import { useLocalStorage } from "@mantine/hooks";
import { useMeetingView } from "./context";

/** What one screen shows instead of the programme, for itself alone. */
export type Pin = { kind: "site"; siteId: string } | { kind: "document"; documentId: string; page: number };

/** The screens that can pin; two of them in one browser do not disturb each other. */
export type PinningScreen = "site" | "tablet";

export interface Pinning {
  pin: Pin | null;
  set: (pin: Pin | null) => void;
}

/** What this screen has pinned in this meeting; kept on this device, over a reload. */
export function usePin(screen: PinningScreen): Pinning {
  const { id, viewer } = useMeetingView();
  const [pin, set] = useLocalStorage<Pin | null>({
    key: `ecabinet.pin.${screen}.${id}.${viewer.site_id ?? viewer.account_id}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  return { pin, set };
}
