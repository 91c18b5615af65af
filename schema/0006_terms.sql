-- The words of the search index in their order: a beginning of a word is asked for as the
-- whole words that begin so, which costs a hundredth over millions of rows.

-- only: sqlite
-- room: store
CREATE VIRTUAL TABLE search_term USING fts5vocab('search', 'instance');
-- end
