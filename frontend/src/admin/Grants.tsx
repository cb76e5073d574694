import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { IconBan, IconCircleCheck, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DIRECTORY_KEY, type Account } from "@/api/directory";
import { FOR_ALL, giveRight, RIGHTS, useGrants, withdrawRight, type Grant, type Right } from "@/api/grants";
import { useMay } from "@/api/session";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { date, fromPicker, moment } from "@/kit/dates";
import { UnitSelect } from "@/kit/DirectorySelects";
import { showFormProblem } from "@/kit/formProblem";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import classes from "./Grants.module.css";
import { useFilled } from "./useFilled";

interface Values {
  right: Right;
  unit_id: string;
  /** Days as the picker gives them, empty: from now, without an end. */
  since: string;
  until: string;
}

/** The day is the last on which the right counts. */
function bodyOf({ right, unit_id, since, until }: Values) {
  return {
    right,
    unit_id: FOR_ALL.has(right) ? null : unit_id,
    since: since ? fromPicker(since) : null,
    until: until ? fromPicker(`${until.slice(0, 10)} 23:59:59`) : null,
  };
}

function GiveForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t } = useTranslation();
  const filled = useFilled();
  const mayAll = useMay("administer");
  const form = useForm<Values>({
    initialValues: { right: "manage_attendance", unit_id: "", since: "", until: "" },
    validate: { unit_id: (value, values) => (FOR_ALL.has(values.right) ? null : filled(value)) },
  });
  const act = useAct((values: Values) => giveRight(account.id, bodyOf(values)), {
    silent: true, done: t("admin:grant.given"), refresh: [DIRECTORY_KEY], onDone,
  });
  const submit = form.onSubmit((values) => act.mutate(values, { onError: (error) => showFormProblem(form, error) }));
  const offered = RIGHTS.filter((right) => mayAll || !FOR_ALL.has(right));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Select
          label={t("admin:grant.right")}
          description={t(`admin:grant.means.${form.values.right}`)}
          data={offered.map((value) => ({ value, label: t(`admin:right.${value}`) }))}
          {...form.getInputProps("right")}
        />
        {!FOR_ALL.has(form.values.right) && <UnitSelect label={t("admin:grant.unit")} withAsterisk {...form.getInputProps("unit_id")} />}
        <Group grow align="flex-start">
          {(["since", "until"] as const).map((field) => (
            <DateInput
              key={field}
              size="md"
              clearable
              label={t(`admin:grant.${field}`)}
              placeholder={t(`admin:grant.${field}_empty`)}
              valueFormat="DD/MM/YYYY"
              value={form.values[field] || null}
              onChange={(value) => form.setFieldValue(field, value ?? "")}
              error={form.errors[field]}
            />
          ))}
        </Group>
        <Group justify="flex-end">
          <Button onClick={onDone}>{t("act.cancel")}</Button>
          <PrimaryButton type="submit" loading={act.isPending}>
            {t("admin:grant.give")}
          </PrimaryButton>
        </Group>
      </Stack>
    </form>
  );
}

const FACE: Record<Grant["state"], { tone: Tone; Icon: typeof IconClock }> = {
  counts: { tone: "good", Icon: IconCircleCheck },
  to_come: { tone: "care", Icon: IconClock },
  expired: { tone: "neutral", Icon: IconClock },
  withdrawn: { tone: "neutral", Icon: IconBan },
};

function GrantLine({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  const withdraw = useAct(() => withdrawRight(grant.id), { done: t("admin:grant.withdrawn"), refresh: [DIRECTORY_KEY] });
  const { tone, Icon } = FACE[grant.state];
  const isOver = grant.ended_at !== null || grant.state === "expired";
  const term = grant.until ? t("admin:grant.term", { since: date(grant.since), until: date(grant.until) }) : t("admin:grant.from", { since: date(grant.since) });
  const given = t("admin:grant.given_by", { name: grant.given_by, time: moment(grant.given_at) });
  const ended = grant.ended_by && grant.ended_at ? t("admin:grant.ended_by", { name: grant.ended_by, time: moment(grant.ended_at) }) : "";
  return (
    <li className={classes.grant} data-over={isOver}>
      <span className={classes.words}>
        <span className={classes.name}>{t(`admin:right.${grant.right}`)}</span>
        <span className={classes.facts}>{[grant.unit_name || t("admin:grant.all_units"), term].join(" · ")}</span>
        <span className={classes.facts}>{[given, ended].filter(Boolean).join(" · ")}</span>
      </span>
      <StatusTag tone={tone} icon={<Icon size={16} aria-hidden />}>
        {t(`admin:grant.state.${grant.state}`)}
      </StatusTag>
      {!isOver && (
        <Button
          size="compact-md"
          loading={withdraw.isPending}
          aria-label={t("admin:grant.withdraw_named", { right: t(`admin:right.${grant.right}`), unit: grant.unit_name })}
          onClick={() => withdraw.mutate(undefined)}
        >
          {t("admin:grant.withdraw")}
        </Button>
      )}
    </li>
  );
}

/** The single rights of an account: those it holds, those it held, and giving another. */
export function GrantsDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const [giving, setGiving] = useState(false);
  const grants = useGrants(account.id, page);
  return (
    <Modal opened onClose={onClose} size="xl" title={t("admin:grant.of", { name: account.display_name })}>
      <Stack>
        <Text>{t("admin:grant.hint")}</Text>
        <Loadable query={grants}>
          {(found) => (
            <>
              {found.items.length === 0 && <EmptyState title={t("admin:grant.none")} />}
              {found.items.length > 0 && (
                <ul className={classes.list}>
                  {found.items.map((grant) => (
                    <GrantLine key={grant.id} grant={grant} />
                  ))}
                </ul>
              )}
              {found.pages > 1 && <Pager page={found} onPage={setPage} />}
            </>
          )}
        </Loadable>
        {giving ? (
          <GiveForm account={account} onDone={() => setGiving(false)} />
        ) : (
          <Group justify="flex-end">
            <Button onClick={() => setGiving(true)}>{t("admin:grant.add")}</Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}
