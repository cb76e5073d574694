import { Button, Checkbox, Group, Modal, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Page } from "@/api/types";
import { PrimaryButton } from "@/kit/Buttons";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import classes from "../people/People.module.css";

interface Named {
  id: string;
  name: string;
}

interface PickDialogProps<T extends Named> {
  title: string;
  useList: (query: string, page: number) => UseQueryResult<Page<T>>;
  describe: (row: T) => string;
  /** Ids that are in already. */
  taken: ReadonlySet<string>;
  pending: boolean;
  onAdd: (ids: string[]) => void;
  onClose: () => void;
}

/** Picks rows of a directory list by search; what is taken already is shown as such. */
export function PickDialog<T extends Named>({ title, useList, describe, taken, pending, onAdd, onClose }: PickDialogProps<T>) {
  const { t } = useTranslation();
  const [{ query, page }, setAt] = useState({ query: "", page: 1 });
  const [chosen, setChosen] = useState<string[]>([]);
  const list = useList(query, page);
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <Modal opened onClose={onClose} title={title} size="xl">
      <Stack>
        <SearchInput label={t("act.search")} onSearch={(value) => setAt({ query: value, page: 1 })} data-autofocus />
        <Loadable query={list}>
          {(found) => (
            <>
              <div className={classes.picks}>
                {found.items.map((row) => (
                  <Checkbox
                    key={row.id}
                    className={classes.pick ?? ""}
                    checked={taken.has(row.id) || chosen.includes(row.id)}
                    disabled={taken.has(row.id)}
                    onChange={() => toggle(row.id)}
                    label={row.name}
                    description={describe(row)}
                  />
                ))}
                {found.items.length === 0 && <EmptyState title={t("state.nothing_found")} />}
              </div>
              <Pager page={found} onPage={(next) => setAt({ query, page: next })} />
            </>
          )}
        </Loadable>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={chosen.length === 0} loading={pending} onClick={() => onAdd(chosen)}>
            {t("prepare:sites.add_count", { count: chosen.length })}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
