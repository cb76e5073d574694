import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconListNumbers } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import type { Layout } from "@/live";
import { useMeetingView } from "../shared/context";
import classes from "./Console.module.css";
import { SECONDS, SIZES } from "./layoutChoice";
import { SitesDialog } from "./SitesDialog";
import type { Director } from "./useDirector";

/** Which document is presented, its page, and where the speaker stands. */
function Presented({ director }: { director: Director }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const { layout, choose } = director;
  const row = layout.document_id ? parts.documents[layout.document_id] : undefined;
  if (!row) return null;
  const at = layout.page ?? 1;
  const documents = Object.values(parts.documents).filter((document) => document.status === "ready");
  const change = (what: Partial<Layout>) => choose({ mode: "document", document_id: row.id, page: at, picture: layout.picture, ...what });
  return (
    <>
      <div className={classes.presented}>
        <Select
          aria-label={t("layout.which")}
          size="sm"
          value={row.id}
          data={documents.map((document) => ({ value: document.id, label: document.title }))}
          onChange={(id) => id !== null && change({ document_id: id, page: 1 })}
        />
        <IconButton label={t("reader.previous")} variant="default" size={40} disabled={at <= 1} onClick={() => change({ page: at - 1 })}>
          <IconChevronLeft size={20} aria-hidden />
        </IconButton>
        <span>{`${at}/${row.pages ?? 1}`}</span>
        <IconButton label={t("reader.next")} variant="default" size={40} disabled={at >= (row.pages ?? 1)} onClick={() => change({ page: at + 1 })}>
          <IconChevronRight size={20} aria-hidden />
        </IconButton>
      </div>
      <SegmentedControl
        aria-label={t("layout.picture")}
        size="sm"
        fullWidth
        value={layout.picture ?? "beside"}
        data={(["beside", "corner"] as const).map((value) => ({ value, label: t(`layout.pictures.${value}`) }))}
        onChange={(picture) => change({ picture })}
      />
    </>
  );
}

/** How many sites at once, which, and how long each stays. */
function Sites({ director }: { director: Director }) {
  const { t } = useTranslation("meeting");
  const [choosing, setChoosing] = useState(false);
  const { layout, choose } = director;
  const { mode, size, seconds, site_ids } = layout;
  const change = (what: Partial<Layout>) => choose({ mode, size, seconds, site_ids, ...what });
  return (
    <>
      {mode === "grid" && (
        <SegmentedControl
          aria-label={t("layout.size")}
          size="sm"
          fullWidth
          value={String(size ?? 9)}
          data={SIZES.map((value) => ({ value: String(value), label: t("layout.sites", { count: value }) }))}
          onChange={(value) => change({ size: Number(value) as Layout["size"] })}
        />
      )}
      <div className={classes.turning}>
        <Select
          aria-label={t(mode === "grid" ? "layout.page_seconds" : "layout.seconds")}
          size="sm"
          value={String(seconds ?? 15)}
          data={SECONDS.map((value) => ({ value: String(value), label: t(mode === "grid" ? "layout.page_every" : "layout.each", { count: value }) }))}
          onChange={(value) => value !== null && change({ seconds: Number(value) })}
        />
        <Button size="sm" leftSection={<IconListNumbers size={18} aria-hidden />} onClick={() => setChoosing(true)}>
          {site_ids.length > 0 ? t("layout.chosen", { count: site_ids.length }) : t("layout.choose_sites")}
        </Button>
      </div>
      {choosing && (
        <SitesDialog
          chosen={site_ids}
          needsSome={mode === "sequence"}
          onClose={() => setChoosing(false)}
          onChoose={(ids) => {
            setChoosing(false);
            change({ site_ids: ids });
          }}
        />
      )}
    </>
  );
}

/** What the chosen mode leaves to the director. */
export function LayoutSettings({ director }: { director: Director }) {
  const { mode } = director.layout;
  if (mode === "document") return <Presented director={director} />;
  return mode === "grid" || mode === "sequence" ? <Sites director={director} /> : null;
}
