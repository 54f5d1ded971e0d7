// The handbook's search, in the JavaScript of 2009 (ES5): it runs from a file, in IE 11 as well, and asks no network.
// #q=51 in the address searches for 51. Without script the whole page can be read all the same.
(function () {
  'use strict';
  var bar = document.getElementById('find');
  var field = document.getElementById('q');
  var said = document.getElementById('said');
  var all = document.getElementById('all');
  var entries = toArray(document.querySelectorAll('.e'));
  var holders = toArray(document.querySelectorAll('.g')).concat(toArray(document.querySelectorAll('.c')));
  var aside = toArray(document.querySelectorAll('.aside'));
  var texts = [];
  var timer = 0;

  function toArray(list) { return Array.prototype.slice.call(list); }

  // Full-width forms become plain ones, letters small, marks become spaces.
  function fold(text) {
    var plain = text.replace(/[\uFF01-\uFF5E]/g, function (one) {
      return String.fromCharCode(one.charCodeAt(0) - 0xFEE0);
    });
    return plain.toLowerCase().replace(/[^0-9a-z_.\u00C0-\uFFFF]+|[\u3000-\u303F\uFF00-\uFF65\u2010-\u203A]+/g, ' ');
  }

  // Chinese characters are found anywhere; letters and digits from the start of a word, one or two of them as a whole.
  function wordsOf(query) { return fold(query).match(/[0-9a-z_.]+|[^ 0-9a-z_.]+/g) || []; }

  function holds(text, word) {
    var at = text.indexOf(word);
    if (!/^[0-9a-z_.]/.test(word)) { return at >= 0; }
    while (at >= 0) {
      var before = at === 0 || !/[0-9a-z]/.test(text.charAt(at - 1));
      var after = word.length > 2 || !/[0-9a-z]/.test(text.charAt(at + word.length));
      if (before && after) { return true; }
      at = text.indexOf(word, at + 1);
    }
    return false;
  }

  function textOf(index) {
    if (texts[index] === undefined) {
      texts[index] = fold(entries[index].textContent + ' ' + (entries[index].getAttribute('data-k') || ''));
    }
    return texts[index];
  }

  function show(element, visible) {
    if (visible) { element.classList.remove('off'); } else { element.classList.add('off'); }
  }

  function search(query) {
    var words = wordsOf(query);
    var count = 0;
    entries.forEach(function (entry, index) {
      var hit = words.every(function (word) { return holds(textOf(index), word); });
      show(entry, hit);
      count += hit ? 1 : 0;
    });
    holders.forEach(function (holder) { show(holder, holder.querySelector('.e:not(.off)') !== null); });
    aside.forEach(function (part) { show(part, words.length === 0); });
    show(all.parentNode, words.length > 0);
    said.textContent = words.length === 0 ? '' : count === 0 ? bar.getAttribute('data-none')
      : bar.getAttribute('data-found').replace('{count}', String(count));
  }

  function queryOf(hash) {
    if (hash.indexOf('#q=') !== 0) { return null; }
    try { return decodeURIComponent(hash.slice(3)); } catch (error) { return hash.slice(3); }
  }

  // A link to an entry shows everything again: what it leads to may be hidden.
  function follow() {
    var query = queryOf(location.hash);
    if (query !== null) {
      if (query !== field.value) { field.value = query; }
      search(query);
    } else if (location.hash.length > 1) {
      field.value = '';
      search('');
      var target = document.getElementById(location.hash.slice(1));
      if (target) { target.scrollIntoView(); }
    }
  }

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      search(field.value);
      location.replace('#q=' + encodeURIComponent(field.value));
    }, 150);
  }

  bar.classList.add('on');
  field.addEventListener('input', typed);
  all.addEventListener('click', function () { field.value = ''; typed(); field.focus(); });
  window.addEventListener('hashchange', follow);
  search('');
  follow();
}());
