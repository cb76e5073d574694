import { Button, Checkbox, Group, Modal, NativeSelect, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePeople, type Person } from "@/api/directory";
import { addParticipants } from "@/api/prepare";
import type { ParticipantRole } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { PrimaryButton } from "@/kit/Buttons";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import { ROLES, siteOptions } from "./choices";
import classes from "./People.module.css";

interface PickListProps {
  chosen: ReadonlySet<string>;
  invited: ReadonlySet<string>;
  onToggle: (person: Person) => void;
}

function PickList({ chosen, invited, onToggle }: PickListProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const [page, setPage] = useState(1);
  const people = usePeople(query, page);
  const search = (value: string) => {
    setQuery(value);
    setPage(1);
  };
  return (
    <>
      <SearchInput label={t("prepare:people.search")} onSearch={search} data-autofocus />
      <Loadable query={people}>
        {(list) => (
          <>
            <div className={classes.picks}>
              {list.items.map((person) => (
                <Checkbox
                  key={person.id}
                  className={classes.pick ?? ""}
                  checked={chosen.has(person.id) || invited.has(person.id)}
                  disabled={invited.has(person.id)}
                  onChange={() => onToggle(person)}
                  label={person.full_name}
                  description={[person.position, person.unit_name].filter(Boolean).join(" · ")}
                />
              ))}
              {list.items.length === 0 && <EmptyState title={t("state.nothing_found")} />}
            </div>
            <Pager page={list} onPage={setPage} />
          </>
        )}
      </Loadable>
    </>
  );
}

function useChosen() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = ({ id }: Person) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return { chosen, toggle };
}

/** Invites people found in the directory, all with one role and one site. */
export function AddPeople({ open, onClose }: { open: OpenMeeting; onClose: () => void }) {
  const { t } = useTranslation();
  const { chosen, toggle } = useChosen();
  const [role, setRole] = useState<ParticipantRole>("delegate");
  const [siteId, setSiteId] = useState("");
  const invited = new Set(Object.values(open.parts.participants).map(({ person_id }) => person_id));
  const add = useAct(
    () => addParticipants(open.meeting.id, [...chosen].map((person_id) => ({ person_id, role, site_id: siteId || null }))),
    { onDone: onClose },
  );
  return (
    <Modal opened onClose={onClose} title={t("prepare:people.add")} size="xl">
      <Stack>
        <PickList chosen={chosen} invited={invited} onToggle={toggle} />
        <Group grow>
          <NativeSelect
            size="md"
            label={t("prepare:people.role")}
            value={role}
            onChange={(event) => setRole(event.currentTarget.value as ParticipantRole)}
            data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          />
          <NativeSelect
            size="md"
            label={t("prepare:people.site")}
            value={siteId}
            onChange={(event) => setSiteId(event.currentTarget.value)}
            data={siteOptions(open.parts.sites, t("prepare:people.no_site"))}
          />
        </Group>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={chosen.size === 0} loading={add.isPending} onClick={() => add.mutate(undefined)}>
            {t("prepare:people.add_count", { count: chosen.size })}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
