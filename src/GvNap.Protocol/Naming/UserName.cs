namespace GvNap.Protocol.Naming;

/// <summary>The names of users: 1 to 32 of <c>A-Z a-z 0-9 . _ -</c>, without regard to case.</summary>
public static class UserName
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    /// <summary>Whether a peer may register under this name.</summary>
    public static bool IsValid(string name) =>
        name.Length is >= 1 and <= ProtocolLimits.UserNameLength && !name.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>The form in which two spellings of a name are equal.</summary>
    public static string Fold(string name) => name.ToLowerInvariant();
}
