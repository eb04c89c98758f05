-- What an assessment was read from, and how its skills were found.
alter table public.assessments
  -- The document that the text is of; null of a text that was sent. No foreign key: an erased document's row stays, and
  -- an account goes with both.
  add column document_id uuid,
  -- `exact`: by the labels of the taxonomy, to the letter but for case, spelling and inflection.
  add column strategy text not null default 'exact'
    constraint assessments_strategy_check check (strategy in ('exact'));
