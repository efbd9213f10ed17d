namespace GvNap.Protocol.Connections;

/// <summary>Whether a connection is taken.</summary>
public enum Admission
{
    /// <summary>It is, and counted.</summary>
    Admitted,

    /// <summary>Its address has all that it may have.</summary>
    AddressIsFull,

    /// <summary>There are as many as there may be.</summary>
    AllIsFull,
}
