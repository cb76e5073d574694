import { Button } from "@mantine/core";
import { IconFileText, IconFolder, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { emptyBin, restoreFolder, restorePaper, useBin, useLibraryAct, type Binned, type Library } from "@/api/library";
import { confirmAct } from "@/kit/confirm";
import { date } from "@/kit/dates";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import classes from "./Library.module.css";

function BinnedLine({ thing }: { thing: Binned }) {
  const { t } = useTranslation("library");
  const restore = useLibraryAct((): Promise<unknown> => (thing.kind === "folder" ? restoreFolder(thing.id) : restorePaper(thing.id)), { done: t("bin.restored") });
  const Icon = thing.kind === "folder" ? IconFolder : IconFileText;
  const facts = [thing.kind === "folder" && t("papers", { count: thing.papers }), t("bin.gone_at", { date: date(thing.gone_at) })];
  return (
    <li className={classes.line}>
      <Icon size={24} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={classes.open}>
        <span className={classes.name}>{thing.title}</span>
        <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
      </div>
      <Button loading={restore.isPending} onClick={() => restore.mutate(undefined)} aria-label={t("bin.restore_named", { name: thing.title })}>
        {t("bin.restore")}
      </Button>
    </li>
  );
}

/** What was deleted and may be taken back for some days. */
export function Bin({ library, page, onPage }: { library: Library; page: number; onPage: (page: number) => void }) {
  const { t } = useTranslation("library");
  const bin = useBin(page);
  const empty = useLibraryAct(() => emptyBin(), { done: t("bin.emptied") });
  const ask = () =>
    confirmAct({
      title: t("bin.empty_ask"),
      detail: t("bin.empty_detail", { count: library.binned }),
      act: t("bin.empty"),
      onConfirm: () => empty.mutate(undefined),
    });
  return (
    <Loadable query={bin}>
      {(found) =>
        found.total === 0 ? (
          <EmptyState icon={<IconTrash size={32} stroke={1.5} aria-hidden />} title={t("bin.none")} detail={t("bin.none_detail", { count: library.bin_days })} />
        ) : (
          <>
            <div className={classes.tools}>
              <p className={classes.hint}>{t("bin.lead", { count: library.bin_days })}</p>
              <Button loading={empty.isPending} onClick={ask}>
                {t("bin.empty")}
              </Button>
            </div>
            <ul className={classes.list}>
              {found.items.map((thing) => (
                <BinnedLine key={thing.id} thing={thing} />
              ))}
            </ul>
            {found.pages > 1 && <Pager page={found} onPage={onPage} />}
          </>
        )
      }
    </Loadable>
  );
}
