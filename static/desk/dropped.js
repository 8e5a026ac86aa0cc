/*
 * What was dropped on the page of new photos: files, and the photos in folders or on the card of a camera, however deep
 * they lie there. Without it folders cannot be read, and files still can.
 */
(() => {
  'use strict';

  // Beside its photos a folder holds other things: raw files, notes, previews. Who wants one of them sent drops itself.
  const PHOTOS = /^[^.].*\.(jpe?g|mpo|png|webp)$/i;

  const told = (ask) => new Promise((resolve, reject) => ask(resolve, reject));

  async function inFolder(folder) {
    const reader = folder.createReader();
    const inside = [];
    // A reader gives a hundred at a time, and an empty list at the end.
    for (let some; !some || some.length; ) {
      some = await told((resolve, reject) => reader.readEntries(resolve, reject));
      inside.push(...some);
    }
    inside.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
    const wanted = inside.filter((entry) => entry.isDirectory ? !entry.name.startsWith('.') : PHOTOS.test(entry.name));
    return (await Promise.all(wanted.map(filesOf))).flat();
  }

  const filesOf = (entry) => entry.isDirectory
    ? inFolder(entry).catch(() => [])
    : told((resolve, reject) => entry.file(resolve, reject)).then((file) => [file], () => []);

  /** All files of a drop, in their order. To be called while the event is handled: afterwards it is empty. */
  window.newsroomDropped = async (transfer) => {
    const files = Array.from(transfer.files);
    const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) return files;
    return (await Promise.all(entries.map(filesOf))).flat();
  };
})();
