using System.Numerics;

namespace Lanyard.Server.Demo;

/// <summary>How large a made-up show is, and who met whom at it.</summary>
internal readonly record struct ShowSize(int Registrants, int Exhibitors, long Connections)
{
    private const double GoldenSection = 0.618;

    /// <summary>What cannot be made, in words; null when it can.</summary>
    public string? FaultOrNull() =>
        Registrants < 1 || Exhibitors < 1 || Connections < 0 ? "A show has at least one registrant and one exhibitor."
        : Connections > (long)Registrants * Exhibitors
            ? $"{Exhibitors} exhibitors and {Registrants} people can have {(long)Registrants * Exhibitors} connections."
        : null;

    /// <summary>
    /// Exhibitor and registrant of each connection by their place in the lists, in the order of arrival: each round
    /// serves every exhibitor once, in an order that looks like chance, and no exhibitor meets anyone twice.
    /// </summary>
    public IEnumerable<(int Exhibitor, int Registrant)> Meetings()
    {
        var exhibitorStep = Coprime(Exhibitors);
        var registrantStep = Coprime(Registrants);
        for (long number = 0; number < Connections; number++)
        {
            var (round, place) = Math.DivRem(number, Exhibitors);
            var exhibitor = (place * exhibitorStep + round) % Exhibitors;
            var registrant = (exhibitor * (registrantStep + 1) + round * registrantStep) % Registrants;
            yield return ((int)exhibitor, (int)registrant);
        }
    }

    private static long Coprime(int count)
    {
        var step = Math.Max(1, (long)(count * GoldenSection));
        while (BigInteger.GreatestCommonDivisor(step, count) != 1)
            step++;
        return step;
    }
}
