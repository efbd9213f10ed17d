namespace GvNap.Index.Directory;

/// <summary>How an attachment went.</summary>
internal enum AttachOutcome
{
    /// <summary>A new peer.</summary>
    Joined,

    /// <summary>A peer came back as itself; its catalogue may still be there.</summary>
    Resumed,

    /// <summary>Another peer holds the user name.</summary>
    NameTaken,

    /// <summary>The store is away, and whether the name is free cannot be known.</summary>
    Unavailable,
}

/// <summary>The answer to an <see cref="AttachRequest"/>; the rest has a meaning only if the outcome is Joined or Resumed.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Session">The attachment.</param>
/// <param name="ResumeToken">The new token, which replaces the one presented.</param>
/// <param name="CatalogueVersion">The version of the catalogue that the directory holds; 0: none.</param>
internal sealed record AttachResult(AttachOutcome Outcome, PeerSession Session, ReadOnlyMemory<byte> ResumeToken, ulong CatalogueVersion);
