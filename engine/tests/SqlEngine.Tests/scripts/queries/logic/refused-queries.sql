create table dbo.t (a int, b int);
insert dbo.t (a, b) values (1, 1), (2, 2);
GO
select 1 with c as (select 1 as a) select a from c;
GO
select 1; with c as (select 1 as a) select a from c;
GO
select top (1) a from dbo.t order by a offset 1 rows;
GO
select a from dbo.t order by a offset 0 rows fetch next 0 rows only;
GO
select a from dbo.t order by 'a';
GO
select row_number() over (order by 'a') from dbo.t;
GO
select sum(row_number() over (order by a)) over () from dbo.t;
GO
select row_number() over (order by (select max(row_number() over (order by a)) from dbo.t)) from dbo.t;
GO
declare @x int; select @x = 1 union select 2;
GO
update dbo.t set b = 1 from dbo.t as x, dbo.t as y;
GO
update dbo.t set b = 1 from dbo.t join dbo.t as y on y.a = t.a where t.a = 1;
GO
update dbo.t set b = 1 output (select 1);
GO
merge dbo.t as t using (values (1)) as s (a) on s.a = t.a when matched then delete when matched then update set b = 2;
GO
merge dbo.t as t using (values (1)) as s (a) on s.a = t.a when matched and t.b = 1 then update set b = 2 when matched then update set b = 3;
GO
merge dbo.t as t using (values (1)) as s (a) on s.a = t.a when matched then delete
GO
create table dbo.i (id int identity, a int);
GO
insert dbo.i values (1, 2);
GO
insert dbo.i select 1, 2;
GO
select identity(int, 1, 1) as id, a from dbo.t;
GO
select identity(int, 10, 5) as id, a into #n from dbo.t;
insert #n (a) values (3);
select id, a from #n order by id;
GO
-- what the parser says, in SQL Server's words
select from where;
GO
select 1 +
GO
select [a from x
GO
select 1 where 1 in (select top (101) percent 1);
GO
select top 101 percent a from dbo.t;
GO
create table dbo.a1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890 (a int);
GO
exec dbo.p @a = 1, 2;
GO
create table dbo.c (a int check (a in (select 1)));
GO
select 1 from from dbo.t;
GO
select 'abc' 'def' +
GO
select cast(1234567e0 as varchar(3));
GO
select cast('1d2' as float) as f, isnumeric('1d2') as n, soundex('Smith') as s, soundex('Smythe') as t, difference('Smith', 'Smythe') as d, sessionproperty('ANSI_NULLS') as p;
GO
