import type { ComboboxItem } from "@mantine/core";
import { usePeople, useSites, useUnits } from "@/api/directory";
import { SearchSelect, type SearchSelectProps } from "./SearchSelect";

type DirectorySelectProps = Omit<SearchSelectProps, "useFound">;

const byName = (options: ComboboxItem[]) => [...options].sort((a, b) => a.label.localeCompare(b.label, "vi"));

const joined = (...parts: string[]) => parts.filter(Boolean).join(" · ");

function useFoundPeople(query: string) {
  const { data, isFetching } = usePeople(query);
  const options = (data?.items ?? []).map(({ id, full_name, position }) => ({ value: id, label: joined(full_name, position) }));
  return { options: byName(options), busy: isFetching };
}

function useFoundUnits(query: string) {
  const { data, isFetching } = useUnits(query);
  return { options: byName((data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))), busy: isFetching };
}

function useFoundSites(query: string) {
  const { data, isFetching } = useSites(query);
  const options = (data?.items ?? []).map(({ id, name, unit_name }) => ({ value: id, label: joined(name, unit_name) }));
  return { options: byName(options), busy: isFetching };
}

/** Chooses a person of the directory. */
export const PersonSelect = (props: DirectorySelectProps) => <SearchSelect useFound={useFoundPeople} {...props} />;

/** Chooses an organisation unit. */
export const UnitSelect = (props: DirectorySelectProps) => <SearchSelect useFound={useFoundUnits} {...props} />;

/** Chooses a connection point. */
export const SiteSelect = (props: DirectorySelectProps) => <SearchSelect useFound={useFoundSites} {...props} />;
