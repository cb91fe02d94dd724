/*  Spans of whole minutes that concern service levels; minutes are numbered from any beginning.
    LevelName   config.ServiceLevel; an empty text: all of them
    FromMinute, ToMinute   [from, to)
    IsBad       1: an incident; 0: nobody was watching
    Spans may overlap.  */
CREATE TYPE alert.LevelSpan AS TABLE
(
    LevelName  nvarchar(64) NOT NULL,
    FromMinute int          NOT NULL,
    ToMinute   int          NOT NULL,
    IsBad      bit          NOT NULL
);
