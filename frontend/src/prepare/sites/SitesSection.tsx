import { Button, NumberInput } from "@mantine/core";
import { IconBuilding, IconDeviceDesktop, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSites, useUnits } from "@/api/directory";
import { addSites, addUnits, editMeeting, limitUnit, removeSite, removeUnit } from "@/api/prepare";
import type { SiteRow, UnitRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { IconButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { Pager } from "@/kit/Pager";
import { EmptyState } from "@/kit/States";
import { StatusTag } from "@/kit/StatusTag";
import { usePaged } from "@/kit/usePaged";
import { SectionHead } from "../SectionHead";
import { PickDialog } from "./PickDialog";
import classes from "./SitesSection.module.css";
import { UnitAnswerTag } from "./UnitAnswerTag";

interface PartProps {
  open: OpenMeeting;
  editable: boolean;
}

function useAskRemove() {
  const { t } = useTranslation();
  return (name: string, onConfirm: () => void) =>
    confirmAct({ title: t("prepare:sites.remove_ask", { name }), act: t("act.remove"), onConfirm });
}

function SiteLine({ open, site, editable }: PartProps & { site: SiteRow }) {
  const { t } = useTranslation();
  const ask = useAskRemove();
  const remove = useAct(() => removeSite(open.meeting.id, site.site_id));
  const central = useAct(() => editMeeting(open.meeting.id, { central_site_id: site.site_id }));
  return (
    <li className={classes.line}>
      <IconDeviceDesktop size={20} stroke={1.75} aria-hidden />
      <span className={classes.words}>
        <span className={classes.name}>{site.name}</span>
        <span className={classes.facts}>
          {[site.unit_name, t("prepare:sites.people", { count: site.people_invited })].filter(Boolean).join(" · ")}
        </span>
      </span>
      {site.is_central && <StatusTag tone="ink">{t("prepare:sites.central")}</StatusTag>}
      {editable && !site.is_central && (
        <Button variant="subtle" loading={central.isPending} onClick={() => central.mutate(undefined)}>
          {t("prepare:sites.make_central")}
        </Button>
      )}
      {editable && (
        <IconButton
          label={t("prepare:sites.remove_named", { name: site.name })}
          onClick={() => ask(site.name, () => remove.mutate(undefined))}
        >
          <IconTrash size={18} />
        </IconButton>
      )}
    </li>
  );
}

function UnitLine({ open, unit, editable }: PartProps & { unit: UnitRow }) {
  const { t } = useTranslation();
  const ask = useAskRemove();
  const remove = useAct(() => removeUnit(open.meeting.id, unit.unit_id));
  const limit = useAct((most: number | null) => limitUnit(open.meeting.id, unit.unit_id, most));
  const people = Object.values(open.parts.participants).filter(({ for_unit_id }) => for_unit_id === unit.unit_id);
  const facts = [
    people.length > 0 && t("prepare:units.people", { count: people.length, names: people.map(({ full_name }) => full_name).join(", ") }),
    unit.reason && t("prepare:rsvp.why", { reason: unit.reason }),
    unit.answered_by && t("prepare:units.by", { name: unit.answered_by }),
  ];
  return (
    <li className={classes.line}>
      <IconBuilding size={20} stroke={1.75} aria-hidden />
      <span className={classes.words}>
        <span className={classes.name}>{unit.name}</span>
        <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
      </span>
      {open.meeting.published_at !== null && <UnitAnswerTag answer={unit.answer} />}
      {editable && (
        <NumberInput
          size="md"
          w={180}
          min={1}
          max={MOST_OF_ONE_UNIT}
          allowDecimal={false}
          aria-label={t("prepare:units.limit_of", { name: unit.name })}
          placeholder={t("prepare:units.no_limit")}
          defaultValue={unit.most_people ?? ""}
          onBlur={({ currentTarget: { value } }) => limit.mutate(Number(value) || null)}
        />
      )}
      {editable && (
        <IconButton
          label={t("prepare:sites.remove_named", { name: unit.name })}
          onClick={() => ask(unit.name, () => remove.mutate(undefined))}
        >
          <IconTrash size={18} />
        </IconButton>
      )}
    </li>
  );
}

const MOST_OF_ONE_UNIT = 100;

/** How many units have named somebody, have not answered, send nobody. */
function useBoard(units: UnitRow[], published: boolean): string {
  const { t } = useTranslation();
  const counts = { named: 0, pending: 0, declined: 0 };
  for (const { answer } of units) counts[answer] += 1;
  return published && units.length > 0 ? t("prepare:units.board", counts) : t("prepare:units.count", { count: units.length });
}

function AddButton({ word, onClick }: { word: string; onClick: () => void }) {
  return (
    <Button onClick={onClick} leftSection={<IconPlus size={18} aria-hidden />}>
      {word}
    </Button>
  );
}

function Sites({ open, editable }: PartProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const add = useAct((ids: string[]) => addSites(open.meeting.id, ids), { onDone: () => setAdding(false) });
  const sites = Object.values(open.parts.sites).sort((a, b) => Number(b.is_central) - Number(a.is_central) || a.name.localeCompare(b.name, "vi"));
  const paged = usePaged(sites);
  return (
    <section>
      <SectionHead title={t("prepare:section.sites")} facts={t("prepare:sites.count", { count: sites.length })}>
        {editable && <AddButton word={t("prepare:sites.add")} onClick={() => setAdding(true)} />}
      </SectionHead>
      <ul className={classes.list}>
        {paged.shown.map((site) => (
          <SiteLine key={site.site_id} open={open} site={site} editable={editable} />
        ))}
      </ul>
      {paged.page.pages > 1 && <Pager page={paged.page} onPage={paged.setPage} />}
      {sites.length === 0 && <EmptyState title={t("prepare:sites.none_title")} detail={t("prepare:sites.none_detail")} />}
      {adding && (
        <PickDialog
          title={t("prepare:sites.add")}
          useList={useSites}
          describe={({ unit_name, place }) => [unit_name, place].filter(Boolean).join(" · ")}
          taken={new Set(Object.keys(open.parts.sites))}
          pending={add.isPending}
          onAdd={add.mutate}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}

function Units({ open, editable }: PartProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const add = useAct((ids: string[]) => addUnits(open.meeting.id, ids), { onDone: () => setAdding(false) });
  const units = Object.values(open.parts.units).sort((a, b) => a.name.localeCompare(b.name, "vi"));
  const board = useBoard(units, open.meeting.published_at !== null);
  const paged = usePaged(units);
  return (
    <section>
      <SectionHead title={t("prepare:units.title")} facts={board}>
        {editable && <AddButton word={t("prepare:units.add")} onClick={() => setAdding(true)} />}
      </SectionHead>
      <ul className={classes.list}>
        {paged.shown.map((unit) => (
          <UnitLine key={unit.unit_id} open={open} unit={unit} editable={editable} />
        ))}
      </ul>
      {paged.page.pages > 1 && <Pager page={paged.page} onPage={paged.setPage} />}
      {units.length === 0 && <EmptyState title={t("prepare:units.none_title")} detail={t("prepare:units.none_detail")} />}
      {adding && (
        <PickDialog
          title={t("prepare:units.add")}
          useList={useUnits}
          describe={({ code }) => code}
          taken={new Set(Object.keys(open.parts.units))}
          pending={add.isPending}
          onAdd={add.mutate}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}

/** The connection points and the units that receive the invitation. */
export function SitesSection(props: PartProps) {
  return (
    <div className={classes.sections}>
      <Sites {...props} />
      <Units {...props} />
    </div>
  );
}
