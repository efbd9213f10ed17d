using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GvNap.Protocol.Naming;

namespace GvNap.Index.Bans;

/// <summary>One decision of the operator to shut somebody out.</summary>
/// <param name="Target">Whom.</param>
/// <param name="Since">When it was made, to the second.</param>
/// <param name="Reason">Why, for those who are shut out; may be empty. Safe to show.</param>
internal sealed record Ban(BanTarget Target, DateTimeOffset Since, string Reason)
{
    /// <summary>What goes beyond this many characters of a reason is left out.</summary>
    public const int MaxReason = 200;

    /// <summary>What those who are shut out are told.</summary>
    public string Sentence
    {
        get
        {
            var who = Target is BanTarget.User user ? $"the user {user.Name}" : "your address";
            return Reason.Length == 0 ? $"The operator has shut out {who}." : $"The operator has shut out {who}: {Reason}";
        }
    }

    /// <summary>Makes a ban from what an operator typed.</summary>
    public static Ban Create(BanTarget target, DateTimeOffset now, string reason)
    {
        var safe = SafeText.ForTerminal(reason.ReplaceLineEndings(" ").Trim());
        return new(target, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), safe.Length > MaxReason ? safe[..MaxReason] : safe);
    }

    /// <summary>Writes all but the target: seconds since 1970, a blank, the reason.</summary>
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"{Since.ToUnixTimeSeconds()} {Reason}");

    /// <summary>Reads what a store holds; false if it is nothing of ours.</summary>
    public static bool TryDecode(string target, string value, [NotNullWhen(true)] out Ban? ban)
    {
        var blank = value.IndexOf(' ');
        ban = blank > 0
            && long.TryParse(value.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            && BanTarget.TryParse(target, out var known)
            ? Create(known, DateTimeOffset.FromUnixTimeSeconds(seconds), value[(blank + 1)..])
            : null;
        return ban is not null;
    }
}
