import type { Announcements, ScreenReaderInstructions, UniqueIdentifier } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";
import type { ItemRow } from "@/api/snapshot";

interface DragWords {
  announcements: Announcements;
  screenReaderInstructions: ScreenReaderInstructions;
}

/** What a screen reader says while an agenda item is moved. */
export function useDragWords(items: readonly ItemRow[]): DragWords {
  const { t } = useTranslation();
  const title = (id: UniqueIdentifier) => items.find((item) => item.id === id)?.title ?? "";
  const place = (id: UniqueIdentifier | undefined) => items.findIndex((item) => item.id === id) + 1;
  return {
    screenReaderInstructions: { draggable: t("prepare:drag.how") },
    announcements: {
      onDragStart: ({ active }) => t("prepare:drag.started", { title: title(active.id) }),
      onDragOver: ({ over }) => t("prepare:drag.over", { place: place(over?.id) }),
      onDragEnd: ({ active, over }) => t("prepare:drag.ended", { title: title(active.id), place: place(over?.id) }),
      onDragCancel: ({ active }) => t("prepare:drag.cancelled", { title: title(active.id) }),
    },
  };
}
