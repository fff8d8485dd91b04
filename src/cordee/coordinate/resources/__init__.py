"""The places a town opens in a crisis: cool and warm rooms, shelters, distribution and charging points; who is sheltered."""
