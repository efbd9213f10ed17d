using System.Globalization;

namespace GvNap.AppHost.Peers;

/// <summary>A file of five megabytes that peers can have alike: with 320 pieces, it comes from several at once.</summary>
internal static class PrimeNumbers
{
    private const string Name = "primes below ten million.txt";
    private const int Bound = 10_000_000;

    /// <summary>The file; it is made once.</summary>
    /// <param name="folder">Where it is kept.</param>
    public static ContainerFile FileIn(string folder)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, Name);
        if (!File.Exists(path))
        {
            var unfinished = $"{path}.part";
            File.WriteAllLines(unfinished, Primes().Select(prime => prime.ToString(CultureInfo.InvariantCulture)));
            File.Move(unfinished, path);
        }

        return new ContainerFile { Name = Name, SourcePath = path };
    }

    /// <summary>The sieve of Eratosthenes.</summary>
    private static IEnumerable<int> Primes()
    {
        var composite = new bool[Bound];
        for (var number = 2; number < Bound; number++)
        {
            if (composite[number])
            {
                continue;
            }

            yield return number;
            for (var multiple = (long)number * number; multiple < Bound; multiple += number)
            {
                composite[multiple] = true;
            }
        }
    }
}
