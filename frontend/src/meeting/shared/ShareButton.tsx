import { Button, type ButtonProps } from "@mantine/core";
import { IconScreenShare, IconScreenShareOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MediaState } from "@/media";
import { useMedia, useMeetingView } from "./context";

/** Browsers of telephones and kiosks cannot share a screen. */
function canCapture(): boolean {
  const media = navigator.mediaDevices as Partial<MediaDevices> | undefined;
  return media?.getDisplayMedia !== undefined;
}

export interface Sharing {
  on: boolean;
  toggle: () => void;
}

/** Sharing this machine's screen; null for who may not now, or cannot at all. */
export function useSharing(state: MediaState): Sharing | null {
  const { meeting } = useMeetingView();
  const media = useMedia();
  const may = meeting.status === "in_progress" && state.allowed.includes("screen_share") && canCapture();
  if (!may && !state.sharing) return null;
  const toggle = () => void (state.sharing ? media.stopSharing() : media.startSharing());
  return { on: state.sharing, toggle };
}

/** Shares this machine's screen, or stops it; not there for who may not. */
export function ShareButton({ state, ...look }: { state: MediaState } & ButtonProps) {
  const { t } = useTranslation("meeting");
  const sharing = useSharing(state);
  if (!sharing) return null;
  const Icon = sharing.on ? IconScreenShareOff : IconScreenShare;
  return (
    <Button {...look} aria-pressed={sharing.on} leftSection={<Icon size={20} aria-hidden />} onClick={sharing.toggle}>
      {t(sharing.on ? "share.stop_own" : "share.start")}
    </Button>
  );
}
