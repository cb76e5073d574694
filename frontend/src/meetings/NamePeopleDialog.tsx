import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { UNIT_INVITATIONS_KEY, nameUnitPeople, useUnitCandidates, type AskedMeeting, type AskedUnit } from "@/api/unitInvitations";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import classes from "@/prepare/people/People.module.css";

interface NamePeopleProps {
  meeting: AskedMeeting;
  unit: AskedUnit;
  onClose: () => void;
}

/** Chooses who goes for a unit: exactly those who are ticked. */
export function NamePeopleDialog({ meeting, unit, onClose }: NamePeopleProps) {
  const { t } = useTranslation();
  const [{ query, page }, setAt] = useState({ query: "", page: 1 });
  const named = meeting.people.filter(({ for_unit_id }) => for_unit_id === unit.unit_id).map(({ person_id }) => person_id);
  const taken = new Set(meeting.people.filter(({ for_unit_id }) => for_unit_id === null).map(({ person_id }) => person_id));
  const [chosen, setChosen] = useState(named);
  const people = useUnitCandidates(meeting.meeting_id, unit.unit_id, query, page);
  const name = useAct(() => nameUnitPeople(meeting.meeting_id, unit.unit_id, chosen), {
    done: t("home:unit.named_done"),
    refresh: [UNIT_INVITATIONS_KEY],
    onDone: onClose,
  });
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const full = unit.most_people !== null && chosen.length >= unit.most_people;
  return (
    <Modal opened onClose={onClose} title={t("home:unit.name_of", { unit: unit.name })} size="lg">
      <Stack>
        {unit.most_people !== null && <Text>{t("home:unit.at_most", { count: unit.most_people })}</Text>}
        <SearchInput label={t("act.search")} onSearch={(value) => setAt({ query: value, page: 1 })} data-autofocus />
        <Loadable query={people}>
          {(found) => (
            <>
              <div className={classes.picks}>
                {found.items.map(({ id, full_name, position }) => (
                  <Checkbox
                    key={id}
                    className={classes.pick ?? ""}
                    checked={taken.has(id) || chosen.includes(id)}
                    disabled={taken.has(id) || (full && !chosen.includes(id))}
                    onChange={() => toggle(id)}
                    label={full_name}
                    description={taken.has(id) ? t("home:unit.by_name") : position}
                  />
                ))}
                {found.items.length === 0 && <EmptyState title={t("state.nothing_found")} />}
              </div>
              {found.pages > 1 && <Pager page={found} onPage={(next) => setAt({ query, page: next })} />}
            </>
          )}
        </Loadable>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={chosen.length === 0} loading={name.isPending} onClick={() => name.mutate(undefined)}>
            {t("home:unit.name_count", { count: chosen.length })}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
