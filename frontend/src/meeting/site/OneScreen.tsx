import { IconDeviceTv } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isUnreachable, Problem } from "@/api/problem";
import { enterScreen, type Entered, type ScreenRow } from "@/api/screens";
import { PrimaryButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import { ErrorState, EmptyState, LoadingState } from "@/kit/States";
import { useMeetingView } from "../shared/context";
import { otherScreen } from "./activeScreen";
import classes from "./Site.module.css";

const AGAIN_MS = 3_000;

const mayTryAgain = (error: unknown) => isUnreachable(error) || (error instanceof Problem && error.status === 503);

interface Entering {
  entered: Entered | null;
  error: Error | null;
  takeOver: () => void;
  isTaking: boolean;
}

/** Enters once; nobody stands at a television to try again, so a broken line is tried again by itself. */
function useEntering(meetingId: string): Entering {
  const [entered, setEntered] = useState<Entered | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [isTaking, setTaking] = useState(false);
  useEffect(() => {
    if (entered !== null && !isTaking) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isCurrent = true;
    const attempt = async () => {
      try {
        const answer = await enterScreen(meetingId, isTaking);
        if (!isCurrent) return;
        setEntered(answer);
        setError(null);
        setTaking(false);
      } catch (caught) {
        if (!isCurrent) return;
        if (mayTryAgain(caught)) timer = setTimeout(() => void attempt(), AGAIN_MS);
        else setError(caught instanceof Error ? caught : new Error(String(caught)));
      }
    };
    void attempt();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [meetingId, entered, isTaking]);
  return { entered, error, takeOver: () => setTaking(true), isTaking };
}

function OtherScreen({ other, onTake, isTaking }: { other: ScreenRow; onTake: () => void; isTaking: boolean }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconDeviceTv size={48} stroke={1.5} aria-hidden />}
      title={t("screen.other_title")}
      detail={t("screen.other_detail", { name: other.name || t("screen.unnamed"), time: clock(other.since) })}
      action={
        <PrimaryButton size="lg" onClick={onTake} loading={isTaking} autoFocus>
          {t("screen.take_over")}
        </PrimaryButton>
      }
    />
  );
}

/** Shows the site's screen only on the one that is active; the others say which it is, and take over by one tap. */
export function OneScreen({ children }: { children: ReactNode }) {
  const { id, parts, viewer } = useMeetingView();
  const { entered, error, takeOver, isTaking } = useEntering(id);
  const far = (face: ReactNode) => <div className={classes.far}>{face}</div>;
  if (error) return far(<ErrorState error={error} />);
  if (!entered) return far(<LoadingState />);
  const other = otherScreen(entered, parts.screens[viewer.site_id ?? ""]);
  return other ? far(<OtherScreen other={other} onTake={takeOver} isTaking={isTaking} />) : children;
}
