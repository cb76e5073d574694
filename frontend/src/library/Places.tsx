import { Progress, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconFolder, IconFolderOpen, IconHome2, IconTrash } from "@tabler/icons-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Library } from "@/api/library";
import { fileSize } from "@/kit/sizes";
import classes from "./Library.module.css";
import { branches, seen, wayTo, type Branch } from "./tree";

/** Where one is: a folder, the top (null), or the bin. */
export type Place = { folder: string | null } | "bin";

export function isAt(place: Place, folder: string | null): boolean {
  return place !== "bin" && place.folder === folder;
}

interface PlacesProps {
  library: Library;
  place: Place;
  onGo: (place: Place) => void;
}

interface LeafProps {
  branch: Branch;
  isOpen: boolean;
  isHere: boolean;
  onToggle: (open: boolean) => void;
  onGo: () => void;
  onStep: (step: number) => void;
}

function Leaf({ branch: { folder, depth, children }, isOpen, isHere, onToggle, onGo, onStep }: LeafProps) {
  const { t } = useTranslation("library");
  const Icon = isHere ? IconFolderOpen : IconFolder;
  function onKey(event: KeyboardEvent) {
    const acts: Partial<Record<string, () => void>> = {
      ArrowRight: () => onToggle(true),
      ArrowLeft: () => onToggle(false),
      ArrowDown: () => onStep(1),
      ArrowUp: () => onStep(-1),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
  return (
    <li role="treeitem" aria-level={depth} aria-selected={isHere} {...(children.length > 0 && { "aria-expanded": isOpen })} className={classes.leaf}>
      <UnstyledButton
        className={classes.fold ?? ""}
        style={{ marginInlineStart: `${(depth - 1) * 1.125}rem`, visibility: children.length > 0 ? "visible" : "hidden" }}
        aria-label={t(isOpen ? "tree.close" : "tree.open", { name: folder.name })}
        tabIndex={-1}
        onClick={() => onToggle(!isOpen)}
      >
        <IconChevronRight size={18} aria-hidden data-open={isOpen} />
      </UnstyledButton>
      <UnstyledButton className={classes.place ?? ""} data-here={isHere} data-tree-place onClick={onGo} onKeyDown={onKey}>
        <Icon size={20} stroke={1.75} aria-hidden />
        <span className={classes.placeName}>{folder.name}</span>
        {folder.papers > 0 && <span className={classes.count}>{folder.papers}</span>}
      </UnstyledButton>
    </li>
  );
}

/** Moves the focus among the folders of the tree. */
function focusNext(from: Element | null, step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-tree-place]")];
  all[all.findIndex((each) => each === from) + step]?.focus();
}

function Tree({ library, place, onGo }: PlacesProps) {
  const { t } = useTranslation("library");
  const here = place === "bin" ? null : place.folder;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const open = new Set([...opened, ...wayTo(library.folders, here).slice(0, -1).map(({ id }) => id)]);
  const toggle = (id: string, on: boolean) => setOpened(on ? new Set([...opened, id]) : new Set([...opened].filter((each) => each !== id)));
  return (
    <ul className={classes.tree} role="tree" aria-label={t("tree.title")}>
      {seen(branches(library.folders), open).map((branch) => (
        <Leaf
          key={branch.folder.id}
          branch={branch}
          isOpen={open.has(branch.folder.id)}
          isHere={here === branch.folder.id}
          onToggle={(on) => toggle(branch.folder.id, on)}
          onGo={() => onGo({ folder: branch.folder.id })}
          onStep={(step) => focusNext(document.activeElement, step)}
        />
      ))}
    </ul>
  );
}

/** How much of one's room is used. */
export function Quota({ library: { used, quota } }: { library: Library }) {
  const { t, i18n } = useTranslation("library");
  const words = t("quota.used", { used: used > 0 ? fileSize(used, i18n.language) : "0 MB", quota: fileSize(quota, i18n.language) });
  const share = quota > 0 ? (used / quota) * 100 : 100;
  return (
    <div className={classes.quota}>
      <Progress value={share} color={share > 90 ? "accent" : "ink"} size="sm" aria-label={words} />
      <span>{words}</span>
    </div>
  );
}

/** The folders, the bin and the room left, beside the list on wide screens. */
export function Places(props: PlacesProps) {
  const { t } = useTranslation("library");
  const { library, place, onGo } = props;
  return (
    <nav className={classes.places} aria-label={t("title")}>
      <UnstyledButton className={classes.place ?? ""} data-here={isAt(place, null)} data-tree-place onClick={() => onGo({ folder: null })}>
        <IconHome2 size={20} stroke={1.75} aria-hidden />
        <span className={classes.placeName}>{t("top")}</span>
        {library.loose > 0 && <span className={classes.count}>{library.loose}</span>}
      </UnstyledButton>
      <Tree {...props} />
      <UnstyledButton className={classes.place ?? ""} data-here={place === "bin"} onClick={() => onGo("bin")}>
        <IconTrash size={20} stroke={1.75} aria-hidden />
        <span className={classes.placeName}>{t("bin.title")}</span>
        {library.binned > 0 && <span className={classes.count}>{library.binned}</span>}
      </UnstyledButton>
      <Quota library={library} />
    </nav>
  );
}
