// Moves the bar of a photo on while the press makes its renditions; without it the page shows how far it was.

const PAUSE = 1000;

async function follow(place) {
  const state = (name) => place.querySelector(`[data-state="${name}"]`);
  const bar = place.querySelector('progress');
  while (!state('under-way').hidden) {
    await new Promise((go) => setTimeout(go, PAUSE));
    if (document.hidden) continue;
    const answer = await fetch(place.dataset.renditions, { redirect: 'manual' }).catch(() => null);
    if (!answer?.ok) continue;
    const { made, wanted, failure } = await answer.json();
    bar.value = made;
    bar.max = wanted;
    place.querySelector('[data-reason]').textContent = failure;
    state('done').hidden = Boolean(failure) || made < wanted;
    state('under-way').hidden = Boolean(failure) || made === wanted;
    state('failed').hidden = !failure;
  }
}

document.querySelectorAll('[data-renditions]').forEach(follow);
