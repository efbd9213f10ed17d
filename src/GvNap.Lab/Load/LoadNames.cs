using System.Globalization;

namespace GvNap.Lab.Load;

/// <summary>What a load's peers are called. Two loads with different seeds can use one server.</summary>
/// <param name="Seed">The load's seed.</param>
internal readonly record struct LoadNames(int Seed)
{
    private string Prefix => string.Create(CultureInfo.InvariantCulture, $"load{Seed}-");

    /// <summary>The user name of a peer.</summary>
    public string OfPeer(int peer) => string.Create(CultureInfo.InvariantCulture, $"load{Seed}-{peer}");

    /// <summary>Whether a user is one of this load's.</summary>
    public bool IsPeer(string user) => user.StartsWith(Prefix, StringComparison.Ordinal);
}
