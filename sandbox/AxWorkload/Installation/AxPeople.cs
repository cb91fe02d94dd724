// The people of the installation: 36 key users whose names incidents and tests know, others up to 600, and
// the accounts of services.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Makes the users; a pure function of the seed.</summary>
internal static class AxPeople
{
    public const int Count = 600;

    public const string BatchAccount = "BATCHSVC";

    public const string AdminAccount = "Admin";

    public static readonly IReadOnlyList<string> ServiceAccounts =
    [
        BatchAccount,
        "AIFSVC",
        "RETLSVC",
        "EPSVC",
        "WFEXC",
        AdminAccount,
    ];

    public static readonly IReadOnlyList<string> KeyUserIds =
    [
        "ABECKER",
        "ACHEN",
        "AKUMAR",
        "ANOVAK",
        "BSMITH",
        "CLARSEN",
        "CROSSI",
        "DGARCIA",
        "DPETROV",
        "EMEYER",
        "FDUBOIS",
        "GHANSEN",
        "HSATO",
        "IKOWAL",
        "JBROWN",
        "JMARTIN",
        "KNIELSEN",
        "LFISCHER",
        "LGOMEZ",
        "MADAMS",
        "MWEBER",
        "NJANSEN",
        "OIVANOV",
        "PLOPEZ",
        "PSCHULZ",
        "RCOLE",
        "RSINGH",
        "SKELLER",
        "SMORI",
        "TBERG",
        "TWAGNER",
        "UVOGEL",
        "VSILVA",
        "WKLEIN",
        "YTANAKA",
        "ZHORVAT",
    ];

    private static readonly string[] FirstNames =
    [
        "Anna",
        "Bruno",
        "Carla",
        "David",
        "Elena",
        "Felix",
        "Grace",
        "Hugo",
        "Irene",
        "Jonas",
        "Karin",
        "Luis",
        "Maria",
        "Nils",
        "Olga",
        "Paul",
        "Rosa",
        "Sven",
        "Tina",
        "Urs",
        "Vera",
        "Wei",
        "Yuki",
        "Zoe",
    ];

    private static readonly string[] LastNames =
    [
        "Albers",
        "Bauer",
        "Costa",
        "Dahl",
        "Eriksen",
        "Ferrari",
        "Graf",
        "Huber",
        "Ito",
        "Jensen",
        "Koch",
        "Lang",
        "Moreau",
        "Neumann",
        "Olsen",
        "Patel",
        "Quist",
        "Ricci",
        "Santos",
        "Tan",
        "Ueda",
        "Vogt",
        "Wang",
        "Yamada",
        "Zeller",
        "Brandt",
        "Chopra",
        "Dietz",
        "Evans",
        "Fuchs",
    ];

    private static readonly string[] Companies = ["usmf", "dat", "gbsi", "demf", "frrt", "jpmf"];

    public static IReadOnlyList<AxPerson> Make(int seed, int count)
    {
        var random = new Random(seed);
        var people = new List<AxPerson>(count);
        foreach (var id in KeyUserIds)
        {
            people.Add(
                new AxPerson(
                    id,
                    $"{id[0]}. {id[1]}{id[2..].ToLowerInvariant()}",
                    AxCompany.Of(Companies[random.Next(Companies.Length)]),
                    people.Count
                )
            );
        }

        var taken = people.Select(p => p.UserId).ToHashSet(StringComparer.Ordinal);
        while (people.Count < count)
        {
            var (first, last) = (FirstNames[random.Next(FirstNames.Length)], LastNames[random.Next(LastNames.Length)]);
            var stem = (first[0] + last).ToUpperInvariant();
            var id = stem;
            for (var n = 2; !taken.Add(id); n++)
            {
                id = $"{stem[..Math.Min(stem.Length, n < 10 ? 7 : 6)]}{n}";
            }

            people.Add(new AxPerson(id, $"{first} {last}", Company(random.Next(100)), people.Count));
        }

        return people;
    }

    private static AxCompany Company(int percentile)
    {
        foreach (var company in AxCompany.All)
        {
            percentile -= company.Share;
            if (percentile < 0)
            {
                return company;
            }
        }

        return AxCompany.All[0];
    }
}
