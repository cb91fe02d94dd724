using System.Collections.Concurrent;
namespace AxMonitor.Engine.Programs;
#pragma warning disable
public static class TempProf
{
    public static readonly ConcurrentDictionary<(string,int),(int n,double ms,double own)> Sum = new();
    [ThreadStatic] public static double Child;
    public static void Add(string m,int line,double ms,double own)=>Sum.AddOrUpdate((m,line),(1,ms,own),(_,x)=>(x.n+1,x.ms+ms,x.own+own));
}
