import { Button, Card, Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCloudOff, IconLock, IconShieldLock } from "@tabler/icons-react";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/api/describe";
import { isLineReachable, subscribeLine } from "@/api/line";
import { isUnreachable } from "@/api/problem";
import { useUser } from "@/api/session";
import { confirmAct } from "@/kit/confirm";
import { PageHeader } from "@/kit/PageHeader";
import { fileSize } from "@/kit/sizes";
import { EmptyState, LoadingState } from "@/kit/States";
import { bringNotes } from "@/notes/notebooks";
import { canKeep, eraseAll, keepable, keeper, vault } from "./browser";
import { PIECE } from "./files";
import classes from "./Offline.module.css";
import { SetUpCard } from "./SetUpCard";
import { Shelf } from "./Shelf";
import { bytesKept, shelvesOf } from "./shelf";
import { UnlockCard } from "./UnlockCard";
import { useKeeper, useVault } from "./useKept";

const MEGABYTE = 1_000_000;

function Space() {
  const { t, i18n } = useTranslation("offline");
  const { papers, isFetching, trouble } = useKeeper();
  const used = bytesKept(papers, PIECE);
  const limit = (vault.getRow()?.limitMb ?? 0) * MEGABYTE;
  const words = t("space", { used: used ? fileSize(used, i18n.language) : "0 MB", limit: fileSize(limit, i18n.language), count: papers.length });
  const askErase = () => confirmAct({ title: t("erase_ask"), detail: t("erase_detail"), act: t("erase"), onConfirm: () => void eraseAll() });
  return (
    <Card className={classes.space}>
      <div className={classes.words}>
        <span className={classes.name}>{words}</span>
        <Progress value={limit ? (used * 100) / limit : 0} aria-label={words} />
        <span className={classes.facts}>{t("fact.until")}</span>
        {trouble !== null && (
          <span role="alert" className={classes.trouble}>
            {isUnreachable(trouble) ? t("cut_off") : `${describeProblem(trouble).title}. ${describeProblem(trouble).detail}`}{" "}
            <Button variant="subtle" loading={isFetching} onClick={() => void keeper.fetchAll()}>
              {t("again")}
            </Button>
          </span>
        )}
      </div>
      <div className={classes.acts}>
        <Button leftSection={<IconLock size={18} aria-hidden />} onClick={() => vault.lock()}>
          {t("lock")}
        </Button>
        <Button variant="subtle" onClick={askErase}>
          {t("erase")}
        </Button>
      </div>
    </Card>
  );
}

function Open() {
  const { t } = useTranslation("offline");
  const { papers } = useKeeper();
  const reachable = useSyncExternalStore(subscribeLine, isLineReachable);
  const coming = useQuery({ queryKey: ["offline", "documents"], queryFn: () => keepable(), enabled: reachable, retry: false });
  const ready = papers.filter(({ isReady }) => isReady).map(({ document }) => document).join(" ");
  useEffect(() => {
    if (reachable && ready) void bringNotes(ready.split(" "));
  }, [reachable, ready]);
  const shelves = shelvesOf(papers, reachable ? (coming.data ?? []) : []);
  return (
    <>
      <Space />
      {shelves.map((meeting) => (
        <Shelf key={meeting.id} meeting={meeting} />
      ))}
      {shelves.length === 0 &&
        (coming.isLoading && reachable ? <LoadingState /> : <EmptyState title={t("none_title")} detail={t("none_detail")} icon={<IconCloudOff size={32} stroke={1.5} aria-hidden />} />)}
    </>
  );
}

function Locked() {
  const { t } = useTranslation("offline");
  const { papers } = useKeeper();
  return (
    <Card className={classes.narrow}>
      <p className={classes.facts}>{t("locked_count", { count: papers.length })}</p>
      <UnlockCard />
    </Card>
  );
}

function Face() {
  const { t } = useTranslation("offline");
  const { kind } = useVault();
  const isPerson = useUser().kind === "person";
  if (!canKeep() || !isPerson) {
    const why = isPerson ? "insecure" : "not_personal";
    return <EmptyState title={t(`${why}_title`)} detail={t(`${why}_detail`)} icon={<IconShieldLock size={32} stroke={1.5} aria-hidden />} />;
  }
  if (kind === "none") return <SetUpCard />;
  return kind === "locked" ? <Locked /> : <Open />;
}

/** `/offline`: the documents that this device keeps for times without a network. */
export default function OfflinePage() {
  const { t } = useTranslation("offline");
  return (
    <div className={classes.page}>
      <PageHeader title={t("title")} lead={t("lead")} />
      <Face />
    </div>
  );
}
