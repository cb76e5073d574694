import { useNetwork } from "@mantine/hooks";
import { IconWifiOff } from "@tabler/icons-react";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { isLineReachable, subscribeLine } from "@/api/line";
import { queryClient, SESSION_KEY } from "@/api/queryClient";
import { Link, useLocation } from "react-router";
import { useVault } from "@/offline/papers/useKept";
import classes from "./OfflineBar.module.css";

const TRY_EVERY_MS = 5000;

/** A quiet bar while the server cannot be reached; it tries again by itself and refreshes what is shown. */
export function OfflineBar() {
  const { t } = useTranslation();
  const reachable = useSyncExternalStore(subscribeLine, isLineReachable);
  const { online } = useNetwork();
  const { pathname } = useLocation();
  const hasPapers = useVault().kind !== "none" && !pathname.startsWith("/offline");
  useTryAgain(reachable);
  const shown = !reachable || !online;
  useRoomForBar(shown);
  if (!shown) return null;
  return (
    <div className={classes.bar} role="status">
      <IconWifiOff size={18} className={classes.icon} aria-hidden />
      <span>{online ? t("offline.server") : t("offline.device")}</span>
      {hasPapers && (
        <Link to="/offline" className={classes.link}>
          {t("offline:go")}
        </Link>
      )}
    </div>
  );
}

/** Screens as high as the window give up the height of the bar (tokens.css). */
function useRoomForBar(shown: boolean): void {
  useEffect(() => {
    document.documentElement.toggleAttribute("data-offline-bar", shown);
    return () => {
      document.documentElement.removeAttribute("data-offline-bar");
    };
  }, [shown]);
}

function useTryAgain(reachable: boolean): void {
  useEffect(() => {
    if (reachable) return undefined;
    const timer = setInterval(() => void queryClient.refetchQueries({ queryKey: SESSION_KEY }), TRY_EVERY_MS);
    return () => {
      clearInterval(timer);
      void queryClient.invalidateQueries();
    };
  }, [reachable]);
}
