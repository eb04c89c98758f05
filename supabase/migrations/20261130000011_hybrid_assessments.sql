-- The skills of an assessment may have been found by what sentences mean, too.
alter table public.assessments
  drop constraint assessments_strategy_check,
  -- `exact`: by the labels of the taxonomy, to the letter but for case, spelling and inflection.
  -- `hybrid`: by those, and by the meaning of sentences, as far as a careful reader would very likely agree.
  add constraint assessments_strategy_check check (strategy in ('exact', 'hybrid'));
