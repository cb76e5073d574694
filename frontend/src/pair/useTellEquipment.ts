import { useEffect } from "react";
import { tellEquipment } from "@/api/devices";
import type { User } from "@/api/types";
import { isPaired } from "./deviceKey";
import { readEquipment } from "./equipment";

const EVERY_MS = 5 * 60_000;

async function tellOnce(): Promise<void> {
  try {
    await tellEquipment(await readEquipment());
  } catch {
    // Nobody at a site can do anything about it, and it is told again soon.
  }
}

/** A paired screen tells its equipment, and that it is there, at once and every five minutes. */
export function useTellEquipment(user: User | null | undefined): void {
  const isDevice = user?.kind === "site_device" && isPaired();
  useEffect(() => {
    if (!isDevice) return;
    void tellOnce();
    const timer = setInterval(() => void tellOnce(), EVERY_MS);
    return () => clearInterval(timer);
  }, [isDevice]);
}
