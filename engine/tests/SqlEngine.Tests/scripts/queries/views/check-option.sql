create table dbo.t (id int not null primary key, a int null, b varchar(10) null);
insert dbo.t (id, a, b) values (1, 1, 'x'), (2, 20, 'y');
GO
create view dbo.small as select id, a, b from dbo.t where a < 10 with check option;
GO
insert dbo.small (id, a, b) values (3, 3, 'z');
insert dbo.small values (4, 40, 'no');
GO
insert dbo.small (id) values (5);
GO
update dbo.small set a = 5 where id = 1;
update dbo.small set a = 50 where id = 1;
GO
select id, a, b from dbo.t order by id;
GO
-- one row that does not qualify undoes the whole statement
update dbo.small set a = a * 2;
select id, a from dbo.t order by id;
GO
-- through a view without the option on one that has it, and with an option of its own
create view dbo.outer_view as select id, a as value, a + 1 as more from dbo.small;
GO
create view dbo.checked_outer as select id, value from dbo.outer_view where more > 2 with check option;
GO
insert dbo.outer_view (id, value) values (6, 1);
insert dbo.outer_view (id, value) values (7, 70);
GO
insert dbo.checked_outer (id, value) values (8, 1);
GO
insert dbo.checked_outer (id, value) values (9, 2);
select id, value from dbo.checked_outer order by id;
GO
-- with a subquery
create table dbo.allowed (a int not null);
insert dbo.allowed (a) values (100);
GO
create view dbo.sub as select id, a from dbo.t where exists (select 1 from dbo.allowed as x where x.a = t.a) with check option;
GO
insert dbo.sub (id, a) values (10, 100);
insert dbo.sub (id, a) values (11, 101);
GO
update dbo.sub set a = 102;
GO
merge dbo.small as v using (values (1, 8), (12, 2), (13, 99)) as s (id, a) on s.id = v.id
when matched then update set a = s.a when not matched then insert (id, a) values (s.id, s.a);
GO
-- DELETE is not checked
delete dbo.small where id = 1;
select id from dbo.t order by id;
GO
-- what cannot be updated has no option
create view dbo.grouped as select a, count(*) as n from dbo.t group by a with check option;
GO
