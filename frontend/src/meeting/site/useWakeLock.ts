import { useEffect } from "react";

/** Keeps the screen from going dark while the component is mounted, where the browser can. */
export function useWakeLock(): void {
  useEffect(() => {
    // Absent on addresses without TLS, whatever the types say.
    const wakeLock = navigator.wakeLock as WakeLock | undefined;
    let held: WakeLockSentinel | null = null;
    async function hold() {
      // The browser takes the lock away with every hidden page; a refusal (low battery) only lets the screen sleep.
      held = (await wakeLock?.request("screen").catch(() => null)) ?? null;
    }
    const onVisible = () => {
      if (document.visibilityState === "visible") void hold();
    };
    void hold();
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      void held?.release();
    };
  }, []);
}
